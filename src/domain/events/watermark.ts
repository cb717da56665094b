/** The record of how far a site's job history is known. */
import type { Instant } from '../time/instant.ts';

/** How far the job history of a site has been compared with what arrived. */
export type Watermark = {
  /** The site. */
  readonly id: string;
  /** By Tableau's clock: everything that ended before is known. */
  readonly seenUntil: Instant;
  /** The job that ended then; none before the first. */
  readonly lastJobId: string | undefined;
  /** By our clock: when it was last compared. */
  readonly lookedAt: Instant;
  readonly version: number;
};
