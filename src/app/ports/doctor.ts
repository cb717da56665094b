/** What the doctor looks through: the data folder, the loops, and the way from outside to the public listener. */

export type FolderSight = {
  readonly path: string;
  /** Files and folders of it that others may read or write, by name. */
  readonly openToOthers: readonly string[];
  readonly freeBytes: number;
};

export type LoopSight = { readonly name: string; readonly idleMs: number; readonly failures: number };

/** A certificate as the server shows it. */
export type CertificateSight = {
  readonly subject: string;
  readonly issuer: string;
  readonly names: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** How many certificates the server sent, its own included. */
  readonly chain: number;
};

export type TlsSight =
  | {
      readonly kind: 'shown';
      readonly certificate: CertificateSight;
      /** Node's code of what is wrong with it; `undefined` when all is well. */
      readonly fault: string | undefined;
      /** It is well only because its authority is among those that this installation was told to trust. */
      readonly ownAuthority: boolean;
    }
  /** No certificate was seen: `detail` says why, `code` is that of OpenSSL or the system. */
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };

export type AnswerSight =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'failed'; readonly detail: string };

/** The way in, leg by leg; what comes after the first leg that failed is missing. */
export type InboundSight = {
  readonly lookup: { readonly addresses: readonly string[]; readonly fault: string | undefined };
  /** Whether any address is one of the public internet. */
  readonly isPublic: boolean;
  readonly connect?: {
    readonly address: string;
    readonly fault: string | undefined;
    /** Addresses that were tried before it and take no connection. */
    readonly dead: readonly string[];
  };
  readonly tls?: TlsSight;
  /** `GET /healthz` with a nonce. */
  readonly get?: AnswerSight;
  /** `POST` to a hook that does not exist: Tabduty says "not found" in its own way. */
  readonly post?: AnswerSight;
};

export interface InboundProbe {
  look(publicUrl: string, nonce: string): Promise<InboundSight>;
}
