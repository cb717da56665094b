/** Answers the endpoints of the doctor. */
import * as api from '../../api/doctor.ts';
import { type DoctorDeps, examineInstallation } from '../../app/upkeep/doctor.ts';
import { examineInbound, type InboundDeps } from '../../app/upkeep/doctor-inbound.ts';
import { outboundHosts } from '../../app/policy/outbound-hosts.ts';
import { handler, type Handler } from '../handler.ts';

export type DoctorRouteDeps = DoctorDeps &
  InboundDeps & {
    /** Host and port of the proxy that everything takes, without its password. */
    readonly proxy: string | undefined;
  };

export function doctorHandlers(deps: DoctorRouteDeps): readonly Handler[] {
  return [
    handler(api.examineInstallation, async () => ({ findings: [...(await examineInstallation(deps))] })),
    handler(api.examineInbound, async ({ site }, { actor }) => ({
      findings: [...(await examineInbound(deps, { site, actor }))],
    })),
    handler(api.listFirewall, async () => {
      const publicUrl = deps.givenPublicUrl();
      return {
        ...(deps.proxy === undefined ? {} : { proxy: deps.proxy }),
        outbound: outboundHosts(deps.policy.current()).map((host) => ({ ...host, users: [...host.users] })),
        inbound: publicUrl === undefined ? {} : { publicUrl },
      };
    }),
  ];
}
