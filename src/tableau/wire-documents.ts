/** The documents on Tableau's wire, as its JSON dialect spells them; what may be missing on some version is optional. */

/** Tableau writes numbers and booleans as strings in places, and one item of a list as an object. */
export type WireNumber = number | string;
export type WireBoolean = boolean | string;
export type WireList<T> = readonly T[] | T;

export type WirePagination = {
  readonly pageNumber: WireNumber;
  readonly pageSize: WireNumber;
  readonly totalAvailable: WireNumber;
};

export type WireSignIn = {
  readonly credentials: {
    readonly token: string;
    readonly site: { readonly id: string; readonly contentUrl: string };
    readonly user: { readonly id: string };
    readonly estimatedTimeToExpiration?: string;
  };
};

export type WireWebhook = {
  readonly id: string;
  readonly name: string;
  readonly event?: string;
  readonly isEnabled?: WireBoolean;
  readonly statusChangeReason?: string;
  readonly 'webhook-source'?: Readonly<Record<string, unknown>>;
  readonly 'webhook-destination': {
    readonly 'webhook-destination-http': { readonly method: string; readonly url: string };
  };
  readonly owner?: { readonly id: string; readonly name?: string };
};

export type WireWebhookTest = {
  readonly webhookTestResult: { readonly id: string; readonly status: WireNumber; readonly body?: string };
};

/** An entry of Query Jobs: no content id and no reason. */
export type WireBackgroundJob = {
  readonly id: string;
  readonly status: string;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly priority: WireNumber;
  readonly jobType: string;
  readonly title?: string;
  readonly subtitle?: string;
};

/** The answer of Query Job: the only link from a job to its content, and the reason in `notes`. */
export type WireJob = {
  readonly id: string;
  readonly mode?: string;
  readonly type: string;
  readonly progress?: WireNumber;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly updatedAt?: string;
  readonly finishCode?: WireNumber;
  readonly extractRefreshJob?: {
    readonly workbook?: { readonly id: string; readonly name: string };
    readonly datasource?: { readonly id: string; readonly name: string };
    readonly view?: { readonly id: string; readonly name: string };
    readonly notes?: string;
  };
};

/** A schedule of a task: Server names it by id, Cloud spells its times out. */
export type WireSchedule = {
  readonly id?: string;
  readonly name?: string;
  readonly state?: string;
  readonly type?: string;
  readonly frequency: string;
  readonly nextRunAt?: string;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly frequencyDetails?: {
    readonly start: string;
    readonly end?: string;
    readonly intervals?: { readonly interval: WireList<Readonly<Record<string, string>>> };
  };
};

export type WireTask = {
  readonly extractRefresh: {
    readonly id: string;
    readonly priority: WireNumber;
    readonly consecutiveFailedCount: WireNumber;
    readonly type: string;
    readonly schedule?: WireSchedule;
    readonly workbook?: { readonly id: string };
    readonly datasource?: { readonly id: string };
  };
};

export type WireContent = {
  readonly id: string;
  readonly name: string;
  readonly contentUrl?: string;
  readonly webpageUrl?: string;
  readonly description?: string;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly hasExtracts?: WireBoolean;
  readonly project?: { readonly id: string; readonly name: string };
  readonly owner?: {
    readonly id: string;
    readonly name?: string;
    readonly fullName?: string;
    readonly email?: string;
  };
  readonly tags?: { readonly tag?: WireList<{ readonly label: string }> };
};

export type WireProject = {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly parentProjectId?: string;
  readonly owner?: { readonly id: string };
};

export type WireUser = {
  readonly id: string;
  readonly name: string;
  readonly fullName?: string;
  readonly email?: string;
  readonly siteRole: string;
};

/** What Tableau posts to a webhook's destination. `text` is real though undocumented, and holds the milliseconds. */
export type WireDelivery = {
  readonly resource: string;
  readonly event_type: string;
  readonly resource_name: string;
  readonly site_luid: string;
  readonly resource_luid: string;
  readonly created_at: string;
  readonly text?: string;
};
