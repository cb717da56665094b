/** Why refreshes fail: the notes of a failed job as Tableau's backgrounder, drivers and Bridge write them. */

export const REASONS = [
  'login-failed',
  'password-expired',
  'oauth-expired',
  'timeout',
  'query-limit',
  'bridge-offline',
  'bridge-no-client',
  'driver-missing',
  'column-missing',
  'table-missing',
  'permission-denied',
  'out-of-memory',
  'disk-full',
  'server-unreachable',
  'dns',
  'certificate',
  'file-missing',
  'warehouse-suspended',
  'deadlock',
  'published-source-missing',
  'unknown',
] as const;

export type Reason = (typeof REASONS)[number];

export function isReason(text: string): text is Reason {
  return (REASONS as readonly string[]).includes(text);
}

/** The text of the job's notes. `name` is the content's, because several messages quote it. */
export function notesOf(reason: Reason, name: string): string {
  return NOTES[reason](name);
}

const EXCEPTION = 'com.tableausoftware.nativeapi.exceptions';

const NOTES: Readonly<Record<Reason, (name: string) => string>> = {
  'login-failed': () =>
    `java.lang.RuntimeException: ${EXCEPTION}.ProtocolUnavailableException: [Microsoft][ODBC Driver 17 for SQL Server][SQL Server]Login failed for user 'svc_tableau'. Unable to connect to the Microsoft SQL Server server "sql-fin-01.corp.acme.example". Check that the server is running and that you have access privileges to the requested database. (errorID=-1073741823)`,
  'password-expired': () =>
    `java.lang.RuntimeException: com.tableausoftware.domain.exceptions.ConnectivityException: ORA-28001: the password has expired. Unable to connect to the Oracle server "ora-erp.corp.acme.example:1521/PROD". Check that the username and password are still valid.`,
  'oauth-expired': () =>
    `java.lang.RuntimeException: com.tableausoftware.domain.exceptions.OAuthTokenException: An error occurred while communicating with Salesforce: invalid_grant: expired access/refresh token. The saved credential "integration@acme.example" for this data connection could not be refreshed. Sign in again under My Account Settings > Saved Credentials for Data Sources.`,
  timeout: () =>
    `com.tableausoftware.backgrounder.runner.TimeoutException: The background task exceeded the time limit of 7200 seconds. This operation timed out and was cancelled by the backgrounder (backgrounder.querylimit=7200).`,
  'query-limit': () =>
    `java.lang.RuntimeException: ${EXCEPTION}.DataSourceException: [Amazon][Amazon Redshift] (30) Error occurred while trying to execute a query: [SQLState 57014] ERROR: Query (48213377) cancelled on user's request: canceling statement due to statement timeout.`,
  'bridge-offline': () =>
    `Tableau Bridge: The refresh could not be completed because the Bridge client "BRIDGE-EMEA-02" is not connected. Last contact was 41 minutes ago. Make sure the Bridge client is running and signed in to this site. (0x8A3C5F14)`,
  'bridge-no-client': () =>
    `Tableau Bridge: No Bridge client in pool "Default Pool" is available to run this job. All clients are offline or at capacity; the job expired after 24 hours in the queue.`,
  'driver-missing': () =>
    `com.tableausoftware.domain.exceptions.ConnectivityException: The drivers required to connect to the data source are not installed. You might need additional drivers: PostgreSQL. dse-type: NoDriver. Details: Can't load library libpsqlodbcw.so: cannot open shared object file.`,
  'column-missing': (name) =>
    `java.lang.RuntimeException: ${EXCEPTION}.QueryException: ERROR: column "net_amount_eur" does not exist; LINE 1: SELECT "f"."net_amount_eur" AS "net_amount_eur", "f"."posting_date"... SQLSTATE[42703]. The schema of the table used by "${name}" may have changed.`,
  'table-missing': (name) =>
    `java.lang.RuntimeException: ${EXCEPTION}.QueryException: [Databricks][Hardy] (80) Syntax or semantic analysis error thrown in server while executing query. Error message from server: [TABLE_OR_VIEW_NOT_FOUND] The table or view \`prod\`.\`mart\`.\`orders_daily\` cannot be found. (data source "${name}")`,
  'permission-denied': () =>
    `java.lang.RuntimeException: ${EXCEPTION}.DataSourceException: SQL access control error: Insufficient privileges to operate on schema 'REPORTING'. Role 'TABLEAU_RO' must be granted USAGE. [SnowflakeSQLException 003001 (42501)]`,
  'out-of-memory': (name) =>
    `com.tableausoftware.nativeapi.dll.DataEngineException: Hyper was unable to complete the query: out of memory. The extract for "${name}" needs more memory than the resource limit of this job: 8589934592 bytes. SQLSTATE 53200.`,
  'disk-full': () =>
    `com.tableausoftware.nativeapi.dll.DataEngineException: unable to write to file: No space left on device. The job needs at least 12 GB of temporary space in "data/tabsvc/temp/hyper_transient.21442".`,
  'server-unreachable': () =>
    `java.lang.RuntimeException: ${EXCEPTION}.ProtocolUnavailableException: could not connect to server: Connection refused. Is the server running on host "pg-scm.corp.acme.example" (10.20.14.7) and accepting TCP/IP connections on port 5432? SQLSTATE[08001]`,
  dns: () =>
    `java.lang.RuntimeException: ${EXCEPTION}.ProtocolUnavailableException: could not translate host name "dwh-old.corp.acme.example" to address: Name or service not known`,
  certificate: () =>
    `java.lang.RuntimeException: ${EXCEPTION}.ProtocolUnavailableException: SSL error: certificate verify failed: certificate has expired. Unable to connect to the server "hana-hr.corp.acme.example:30015".`,
  'file-missing': (name) =>
    `java.lang.RuntimeException: com.tableausoftware.domain.exceptions.FileNotFoundException: Unable to open the file "\\\\fileserver\\planning\\2026\\Budget v7 (final).xlsx" used by "${name}": the network path was not found.`,
  'warehouse-suspended': () =>
    `java.lang.RuntimeException: ${EXCEPTION}.DataSourceException: [Snowflake][Snowflake] (4) 000606 (57P03): No active warehouse selected in the current session. Warehouse 'WH_BI' was suspended: resource monitor 'RM_BI_MONTHLY' has exceeded its quota.`,
  deadlock: () =>
    `java.lang.RuntimeException: [Microsoft][ODBC Driver 17 for SQL Server][SQL Server]Transaction (Process ID 71) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction. SQLSTATE[40001]`,
  'published-source-missing': (name) =>
    `com.tableausoftware.domain.exceptions.DatasourceNotFoundException: The published data source used by "${name}" was deleted, or you no longer have the Connect permission for it. (errorID=3ab0f2c1)`,
  unknown: () => `java.lang.NullPointerException: null`,
};
