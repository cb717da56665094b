/** `doctor`: the installation step by step, with the remedy for what is not well. */
import { examineInstallation } from '../../api/doctor.ts';
import type { CliCommand } from '../command.ts';
import { doctorApi } from '../doctor-api.ts';
import { printFindings } from '../print-findings.ts';

export const doctorCommand: CliCommand = {
  words: 'doctor',
  summary: 'Looks at the installation step by step; sends no message',
  async run({ faces, out }) {
    const api = await doctorApi(faces);
    return printFindings(out, (await api.call(examineInstallation, {})).findings);
  },
};
