/** Backup, the loss of everything, restore and resume: nothing old is sent unless somebody says so, and nothing is lost. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../src/app/errors.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { makeBackup, restoreBackup } from '../../src/keep-safe.ts';
import { readRunFile } from '../../src/platform/data-folder.ts';
import { createRedactor } from '../../src/platform/redact.ts';
import { type Service, startService } from '../../src/service.ts';
import { startSink } from '../../src/simulator/sink/sink.ts';
import { tableauBody } from '../harness/pipeline.ts';
import { temporaryFolder } from '../harness/temp.ts';

const log: Log = { debug() {}, info() {}, warn() {}, error() {} };

async function start(data: string, keyFile?: string): Promise<Service> {
  const service = await startService({
    ...{ data, keyFile, configFile: undefined, publicUrl: undefined, version: '0.0.0', log },
    outbound: { allow: ['127.0.0.1'], plainHttp: ['127.0.0.1'] },
    redactor: createRedactor(),
    listen: '127.0.0.1:0',
    publicListen: '127.0.0.1:0',
  });
  let stopped = false;
  const stop = service.stop;
  service.stop = async () => {
    if (!stopped) await stop();
    stopped = true;
  };
  onTestFinished(() => service.stop());
  return service;
}
