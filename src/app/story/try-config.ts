/**
 * The configuration that a first try runs: one channel hears of what failed twice in a row, and one person is woken where the
 * cause does not mend itself.
 */
import { quoted, siteSlug } from '../policy/first-config.ts';

export function tryConfigText(server: string, contentUrl: string, timeZone: string): string {
  return `sites:
  ${siteSlug(server, contentUrl)}:
    server: ${quoted(server)}
    content_url: ${quoted(contentUrl)}
    pat: { name: try, secret: "\${secret:token}" }
    time_zone: ${quoted(timeZone)}
people:
  you: { name: You, ways: [{ ntfy: { topic: "\${secret:you}" } }] }
escalations:
  you: { steps: [{ at: 0m, tell: [person:you] }] }
receivers:
  channel: [{ ntfy: { topic: "\${secret:channel}" } }]
routes:
  - name: lasting
    match: { condition: refresh-failed, cause: [credentials, permission, schema, driver] }
    tell: channel
    page: you
    after_failures: 2
    repeat_interval: 1d
  - name: failures
    match: { condition: [refresh-failed, bridge-refresh-failed, flow-failed, subscription-failed] }
    tell: channel
    after_failures: 2
    repeat_interval: 1d
`;
}
