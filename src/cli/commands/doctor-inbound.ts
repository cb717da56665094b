/** `doctor inbound`: which leg between Tableau and this installation is at fault. */
import { examineInbound } from '../../api/doctor.ts';
import type { CliCommand } from '../command.ts';
import { doctorApi } from '../doctor-api.ts';
import { printFindings } from '../print-findings.ts';

export const doctorInboundCommand: CliCommand = {
  words: 'doctor inbound',
  arguments: ['[site]'],
  summary: 'Which leg between Tableau and us is at fault; lets Tableau make a test call, which tells nobody',
  async run({ faces, args, out }) {
    const [site] = args;
    const api = await doctorApi(faces);
    const { findings } = await api.call(examineInbound, site === undefined ? {} : { site });
    return printFindings(out, findings);
  },
};
