import { describe, expect, it } from 'vitest';
import { SMALL_COMPANY } from '../simulator/tableau/company-small.ts';
import { connected } from '../../test/harness/tableau-client.ts';

const luidOf = ({ tableau }: Awaited<ReturnType<typeof connected>>, name: string): string =>
  tableau.control.content().find((content) => content.name === name)?.luid ?? '';

describe('what hangs on a data source', () => {
  it('is told with the owners of the workbooks', async () => {
    const here = await connected();

    expect(await here.site.downstreamOf(luidOf(here, 'Sales Daily'))).toEqual({
      kind: 'known',
      workbooks: [{ name: 'Live Only', owner: 'Ben Ode' }],
      count: 1,
    });
    const asked = here.tableau.control.calls().at(-1);
    expect([asked?.method, asked?.url]).toEqual(['POST', '/api/metadata/graphql']);
  });

  it('names few of many and counts all', async () => {
    const [site] = SMALL_COMPANY.sites;
    const readers = Array.from({ length: 50 }, (_, n) => ({
      kind: 'workbook' as const,
      name: `Reader ${n}`,
      owner: 'ana',
      uses: ['Sales Daily'],
    }));
    const content = [...(site?.content ?? []), ...readers];
    const company = { name: 'many', sites: [{ ...(site as NonNullable<typeof site>), content }] };
    const here = await connected({ company });

    const found = await here.site.downstreamOf(luidOf(here, 'Sales Daily'));

    expect(found).toMatchObject({ kind: 'known', count: 51 });
    expect(found.kind === 'known' && found.workbooks.length).toBe(20);
  });

  it.each([
    [{ metadataApi: 'off' }, 'the Metadata API is turned off on this Tableau'],
    [{ metadataApi: 'building' }, 'Tableau still builds its index of what uses what'],
  ] as const)('is not available, and why is said: %j', async (switches, why) => {
    const here = await connected({ switches });

    expect(await here.site.downstreamOf(luidOf(here, 'Sales Daily'))).toEqual({ kind: 'not-available', why });
  });

  it('is not available for a data source that is gone', async () => {
    const { site } = await connected();

    expect(await site.downstreamOf('0000')).toMatchObject({
      why: 'the Metadata API does not know this data source',
    });
  });

  it.each([
    ['cut', 'the Metadata API does not answer'],
    ['truncated', 'the Metadata API does not answer'],
    ['login-page', 'the Metadata API does not answer'],
    ['too-many', 'the Metadata API has been asked too often'],
    ['server-error', 'the Metadata API answers HTTP 500'],
  ] as const)('is not available when the answer is %s, and nothing else fails by it', async (kind, why) => {
    const here = await connected();
    here.tableau.control.addFault({ kind, path: '/metadata/' });

    expect(await here.site.downstreamOf(luidOf(here, 'Sales Daily'))).toEqual({ kind: 'not-available', why });
    expect(await here.site.listWebhooks()).toEqual([]);
  });
});
