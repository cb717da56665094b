/** Endpoints of the doctor: the installation, the way in, and what must be open in a firewall. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const findings = z.array(
  z.object({
    check: z.string(),
    level: z.enum(['ok', 'warning', 'fault', 'skipped']),
    text: z.string(),
    remedy: z.string().optional(),
  }),
);

export const examineInstallation = endpoint({
  id: 'examineInstallation',
  method: 'POST',
  path: '/doctor',
  permission: 'operate',
  summary: 'Look at the installation step by step; sends no message',
  input: z.object({}),
  answer: z.object({ findings }),
});

export const examineInbound = endpoint({
  id: 'examineInbound',
  method: 'POST',
  path: '/doctor/inbound',
  permission: 'operate',
  summary: 'Look which leg between Tableau and this installation is at fault; lets Tableau make a test call',
  input: z.object({ site: z.string().min(1).max(64).optional() }),
  answer: z.object({ findings }),
});

export const listFirewall = endpoint({
  id: 'listFirewall',
  method: 'GET',
  path: '/doctor/firewall',
  permission: 'read',
  summary: 'Hosts and ports that the configuration needs',
  input: z.object({}),
  answer: z.object({
    /** Everything goes through it when there is one. */
    proxy: z.string().optional(),
    outbound: z.array(
      z.object({ host: z.string(), port: z.number(), origin: z.string(), users: z.array(z.string()) }),
    ),
    inbound: z.object({ publicUrl: z.string().optional() }),
  }),
});
