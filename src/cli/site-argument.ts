/** Which site a command is about: the one that was named, or the only one that there is. */
import type { Api } from '../api/endpoint.ts';
import { listSites } from '../api/tableau.ts';
import { AppError } from '../app/errors.ts';

export async function siteOf(api: Api, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const { sites } = await api.call(listSites, {});
  const [only, another] = sites;
  if (only === undefined)
    throw new AppError('conflict', 'the configuration in force names no site', {
      remedy: 'tabduty config check FILE, then tabduty config apply FILE',
    });
  if (another === undefined) return only;
  throw new AppError('wrong-use', 'there are several sites: name one', {
    remedy: `one of ${sites.join(', ')}`,
  });
}
