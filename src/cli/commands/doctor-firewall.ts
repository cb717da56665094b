/** `doctor firewall`: hosts and ports that must be open. */
import { listFirewall } from '../../api/doctor.ts';
import type { CliCommand } from '../command.ts';
import { doctorApi } from '../doctor-api.ts';
import { printable } from '../output.ts';

export const doctorFirewallCommand: CliCommand = {
  words: 'doctor firewall',
  summary: 'Hosts and ports that the configuration needs, for who keeps the firewall',
  async run({ faces, out }) {
    const answer = await (await doctorApi(faces)).call(listFirewall, {});
    const { proxy, outbound, inbound } = answer;
    out.result(answer, () => {
      out.line(
        proxy === undefined
          ? 'Out, from this machine:'
          : `Out, all of it through the proxy ${printable(proxy)}:`,
      );
      out.table(
        outbound,
        [
          { title: 'HOST', value: (h) => h.host },
          { title: 'TCP PORT', value: (h) => String(h.port) },
          { title: 'FOR', value: (h) => h.users.join(', ') },
        ],
        'nothing: no configuration is in force',
      );
      if (outbound.some((h) => h.host.endsWith('.online.tableau.com')))
        out.line(
          'Tableau Cloud may send a site to another pod: where you can, open https to *.online.tableau.com.',
        );
      out.line(
        inbound.publicUrl === undefined
          ? 'In: the public URL is not set, so nothing is known of the way in.'
          : `In: ${printable(inbound.publicUrl)}, from Tableau, to /hooks/ alone; and /a/ for who opens a card's link.`,
      );
    });
    return 0;
  },
};
