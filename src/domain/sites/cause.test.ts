import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeLabel, causeOf, phraseOf, reasonFor as reasonOf } from './cause.ts';
import type { Detail } from '../policy.ts';
import { CAUSE_CLASSES, type CauseClass } from './cause-table.ts';

/** As Tableau, its drivers and the services behind them write them; names are invented. */
const MESSAGES: readonly (readonly [CauseClass, string])[] = [
  [
    'credentials',
    `java.lang.RuntimeException: com.tableausoftware.nativeapi.dll.TableauException: [Microsoft][ODBC Driver 17 for SQL Server][SQL Server]Login failed for user 'svc_bi'. Unable to connect to the Microsoft SQL Server server "sql-01.corp.example". Check that the server is running and that you have access privileges to the requested database.`,
  ],
  [
    'credentials',
    'com.tableausoftware.server.status.reporting.TableauRuntimeException: Oracle database error 1005: ORA-01005: null password given; logon denied Invalid username or password.',
  ],
  ['credentials', 'Oracle database error 1017: ORA-01017: invalid username/password; logon denied'],
  [
    'credentials',
    'FATAL: password authentication failed for user "ro_tableau" Unable to connect to the PostgreSQL server "pg.corp.example".',
  ],
  ['credentials', '[Snowflake][Snowflake] (4) Incorrect username or password was specified. (390100)'],
  ['credentials', "[MySQL][ODBC 8.0(w) Driver]Access denied for user 'bi'@'10.1.2.3' (using password: YES)"],
  ['credentials', 'invalid_grant: Token has been expired or revoked. Google Sheets'],
  [
    'credentials',
    `An error occurred while communicating with OneDrive. AADSTS700082: The refresh token has expired due to inactivity. Trace ID: 1b0a5c5e-2f53-4b4d-8a6b-9f3c6a1d0a00 Timestamp: 2026-03-01 04:11:22Z`,
  ],
  [
    'credentials',
    'INVALID_LOGIN: Invalid username, password, security token; or user locked out. Salesforce',
  ],
  [
    'credentials',
    '[Databricks][Hardy] (1) Unexpected response from server during a HTTP connection: Unauthorized/Forbidden error response returned, but no token expired message received. The token is expired.',
  ],
  ['permission', 'ERROR: permission denied for relation fact_sales; SQLSTATE=42501 [Amazon Redshift]'],
  [
    'permission',
    "[Microsoft][ODBC Driver 17 for SQL Server][SQL Server]The SELECT permission was denied on the object 'FactSales', database 'DWH', schema 'dbo'.",
  ],
  [
    'permission',
    'Access Denied: Project acme-dwh: User does not have bigquery.jobs.create permission in project acme-dwh.',
  ],
  ['permission', 'Oracle database error 1031: ORA-01031: insufficient privileges'],
  [
    'schema',
    'ERROR: column orders.net_amount does not exist LINE 1: SELECT "orders"."net_amount" FROM "public"."orders"',
  ],
  ['schema', "[SQL Server]Invalid object name 'dbo.vw_Orders'."],
  ['schema', 'Oracle database error 942: ORA-00942: table or view does not exist'],
  ['schema', "SQL compilation error: Object 'MART.SALES.ORDERS' does not exist or not authorized."],
  ['schema', 'Not found: Table acme-dwh:sales.orders was not found in location EU'],
  [
    'schema',
    'The incremental refresh failed because the schema changed: missing column "Amount". Run a full refresh.',
  ],
  ['schema', 'Unable to open the file "\\\\fs01\\plan\\Budget 2026.xlsx": the network path was not found.'],
  ['schema', 'itemNotFound: The resource could not be found. SharePoint list'],
  [
    'resource',
    'com.tableausoftware.nativeapi.dll.DataEngineException: Hyper error: out of memory: bad allocation while processing query',
  ],
  ['resource', 'The Data Engine could not write: insufficient disk space in C:\\ProgramData\\Tableau\\temp'],
  ['resource', 'Resources exceeded during query execution: Not enough resources for query planning'],
  ['resource', 'REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded. Salesforce daily limit'],
  [
    'resource',
    "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service 'sheets.googleapis.com'",
  ],
  ['resource', 'FATAL: remaining connection slots are reserved for non-replication superuser connections'],
  [
    'timeout',
    'com.tableausoftware.core.backgrounder.exceptions.JobTimeoutException: The query time resource limit (7200 seconds) was exceeded: exceeded the timeout of 7200 seconds. This job timed out.',
  ],
  ['timeout', 'ERROR: canceling statement due to statement timeout'],
  ['timeout', 'Statement reached its statement or warehouse timeout of 3,600 second(s) and was canceled.'],
  [
    'connection',
    'java.lang.RuntimeException: Failed to complete the job while querying data source "Sales": IO error: The Network Adapter could not establish the connection: connection refused',
  ],
  ['connection', 'Oracle database error 12170: ORA-12170: TNS:Connect timeout occurred'],
  ['connection', 'SSL SYSCALL error: EOF detected'],
  ['connection', 'java.net.UnknownHostException: unknown host dwh-old.corp.example'],
  ['connection', '[Microsoft][ODBC Driver 17 for SQL Server]Login timeout expired'],
  [
    'connection',
    'A network-related or instance-specific error has occurred while establishing a connection to SQL Server.',
  ],
  [
    'driver',
    'com.tableausoftware.domain.exceptions.ConnectivityException: The drivers required to connect to the data source are not installed. dse-type: NoDriver',
  ],
  ['driver', '[unixODBC][Driver Manager]Data source name not found and no default driver specified'],
  ['driver', 'Generic ODBC error: [Dremio][Connector] (1040) Internal fault'],
  ['bridge', 'Tableau Bridge: No Bridge client available to run the refresh of this data source.'],
  ['bridge', 'Incomplete refresh: the Bridge client is not running or is offline.'],
  ['cancelled', 'The job was canceled by the user ana@acme.example.'],
  ['cancelled', 'Oracle database error 1013: ORA-01013: user requested cancel of current operation'],
  ['unknown', 'java.lang.NullPointerException: null'],
  ['unknown', 'An unexpected error occurred. (Error code 47BDBB9F)'],
];

const reasonFor = (notes: string, detail: Detail) => reasonOf({ cause: causeOf(notes), notes }, detail);

describe('the cause of a failure', () => {
  it.each(MESSAGES)('is %s: %s', (is, notes) => {
    expect(causeOf(notes)?.class).toBe(is);
  });

  it('is what the guide says of each class', () => {
    const page = readFileSync(new URL('../../../docs/guide/causes.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)` \|[^|]*\| ([^|]*) \|/gm)];

    expect(rows.map(([, is]) => is)).toEqual([...CAUSE_CLASSES]);
    for (const [, is, examples = ''] of rows)
      for (const [, said = ''] of examples.matchAll(/`([^`]+)`/g))
        expect([said, causeOf(said)?.class]).toEqual([said, is]);
  });

  it('has one fingerprint whatever host, login, table, number and time it names', () => {
    const notes = (host: string, login: string, at: string) =>
      `[SQL Server]Login failed for user '${login}'. Unable to connect to the server "${host}" at ${at}, try 3 of 5. (errorID=${host.length}-${login})`;
    const name = fc.stringMatching(/^[a-z0-9_.-]{1,20}$/);
    const time = fc.constantFrom('2026-11-24 07:00:01.123', '04:11:22Z', '2026-03-01T04:11:22Z');

    fc.assert(
      fc.property(name, name, time, (host, login, at) => {
        expect(causeOf(notes(host, login, at))?.fingerprint).toBe(
          causeOf(notes('sql-1.corp', 'svc', '01:02:03'))?.fingerprint,
        );
      }),
    );
  });

  it('has other fingerprints for other faults of the same class', () => {
    const prints = MESSAGES.map(([, notes]) => causeOf(notes)?.fingerprint);

    expect(new Set(prints).size).toBeGreaterThan(MESSAGES.length - 3);
  });

  it('labels class and fingerprint, so that a route may test either', () => {
    expect(causeLabel({ class: 'schema', fingerprint: 'schema-0011aabb' })).toEqual([
      'schema',
      'schema-0011aabb',
    ]);
  });

  it('is none where the notes are empty', () => {
    expect(causeOf('  \n ')).toBeUndefined();
  });

  it('never takes long, whatever is in the notes', () => {
    const pieces = [
      'a',
      "'a ",
      '.x',
      'select ',
      'a=b;',
      '[Simba',
      '…',
      '(',
      'user ',
      '"',
      'update a',
      '\ud800',
      '-a',
    ];
    for (const piece of pieces) {
      const notes = piece.repeat(1_000_000 / piece.length);
      const start = performance.now();
      causeOf(notes);
      for (const detail of ['name', 'cause', 'full'] as const) reasonFor(notes, detail);
      expect([piece, performance.now() - start < 500]).toEqual([piece, true]);
    }
  });
});

describe('the reason that is shown', () => {
  const secrets =
    /svc_bi|sql-01|corp|fs01|Budget|acme|10\.1\.2\.3|ro_tableau|FactSales|DWH|dbo|fact_sales|MART|vw_Orders|net_amount|public|1b0a5c5e|ProgramData|SELECT "|dwh-old|@/;

  it.each(MESSAGES)("as a cause holds no name of the reader's systems (%s): %s", (_is, notes) => {
    expect(reasonFor(notes, 'cause') ?? '').not.toMatch(secrets);
  });

  it('as a cause says what happened, in a sentence of ours and the words that are left', () => {
    expect(reasonFor(MESSAGES[0]?.[1] ?? '', 'cause')).toBe(
      'The sign-in to the data was refused: Login failed for user …. Unable to connect to the Microsoft SQL Server server …. Check that the server is running and that you have access privileges to the requested database.',
    );
    expect(reasonFor('java.lang.NullPointerException: null', 'cause')).toBe(
      'Tableau gave no reason that Tabduty knows',
    );
  });

  it('in full is what Tableau said, cut when it is long, and for names alone there is none', () => {
    expect(reasonFor("Login failed for user 'svc_bi'.", 'full')).toBe("Login failed for user 'svc_bi'.");
    expect(reasonFor('é'.repeat(9000), 'full')).toHaveLength(2000);
    expect(reasonFor('Login failed', 'name')).toBeUndefined();
  });

  it('never shows a query, written in any case', () => {
    for (const query of [
      'select secret from t',
      'SELECT secret',
      'With x as (select secret',
      'INSERT INTO secret',
      'update secret set a',
    ]) {
      expect(reasonFor(`ERROR: failed while running ${query}`, 'cause')).not.toContain('secret');
    }
  });
});

describe('the words by which equal failures are asked for', () => {
  it.each(MESSAGES)('stand in the notes as they are (%s): %s', (_is, notes) => {
    const phrase = phraseOf(notes);

    if (phrase === undefined) return;
    expect(notes).toContain(phrase);
    expect(phrase).toMatch(/^[A-Za-z' ]{12,80}$/);
  });

  it('are those that decide, and never what drivers always say', () => {
    expect(phraseOf(MESSAGES[0]?.[1] ?? '')).toBe("Login failed for user 'svc");
    expect(phraseOf('com.example.Broken: 42')).toBeUndefined();
  });
});
