/** One call of the REST API as its handler sees it. */
import type { Fields } from './fields.ts';
import type { Session } from './sessions.ts';
import type { Site, User } from './world.ts';

export type Call = {
  readonly version: string;
  /** What stands in the path where the route has a name, such as `webhook`. */
  readonly at: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly fields: Fields;
  readonly host: string;
};

/** A call of somebody who has signed in, on the site in its path. */
export type SiteCall = Call & {
  readonly site: Site;
  readonly user: User;
  readonly session: Session;
};
