/** By which words a cause is known: looked through in order, because one text often says several things. */

export const CAUSE_CLASSES = [
  'credentials',
  'connection',
  'timeout',
  'permission',
  'schema',
  'resource',
  'driver',
  'bridge',
  'cancelled',
  'unknown',
] as const;

export type CauseClass = (typeof CAUSE_CLASSES)[number];

/** For people, as the beginning of what is said of a failure. */
export const CAUSE_SENTENCE: Readonly<Record<CauseClass, string>> = {
  credentials: 'The sign-in to the data was refused',
  connection: 'The data could not be reached',
  timeout: 'It took too long',
  permission: 'The account may not read the data',
  schema: 'A table, column or file is gone or has changed',
  resource: 'Memory, space or a quota ran out',
  driver: 'A driver is missing or failed',
  bridge: 'Tableau Bridge could not do it',
  cancelled: 'Somebody or something cancelled it',
  unknown: 'Tableau gave no reason that Tabduty knows',
};

type Row = { readonly is: CauseClass; readonly words: readonly string[] };

/** What drivers say whatever happened; it would point to the wrong cause. */
export const BOILERPLATE: readonly string[] = [
  'check that the server is running and that you have access privileges to the requested database',
  'is the server running on host',
  'make sure the server is running',
  'you might need additional drivers',
  'verify that you have permission to access',
];

/** Lower case. The first row with one of its words decides. */
export const CAUSE_TABLE: readonly Row[] = [
  row(
    'bridge',
    `
      no bridge client | bridge client is not | bridge client could not
      bridge client was disconnected | bridge client is offline | bridge client has been
      is not connected. last contact | bridge agent | unable to connect to the tableau bridge
      connected to tableau bridge | bridge pool | remote agent
    `,
  ),
  row(
    'credentials',
    `
      login failed for user | fehler bei der anmeldung | anmeldung fehlgeschlagen
      échec de l'ouverture de session | l'authentification a échoué | password authentication failed
      no password supplied | invalid username or password | incorrect username or password
      invalid username/password | wrong username or password | missing password | null password
      logon denied | access denied for user | password has expired | password is expired
      account is locked | user account has been locked | user temporarily locked
      authentication failed | authentication failure | failed to authenticate | invalid credentials
      bad credentials | saved credential | credentials are not valid | credentials for this data
      missing credentials | needs to be re-authenticated | invalid_grant | invalid_client
      invalid_login | invalid authentication credentials | invalid access token | expired access
      token is expired | token has expired | token expired | token has been expired or revoked
      refresh token | oauth | aadsts | jwt token is invalid | sign in again | not authenticated
      401 unauthorized | http 401 | status code 401 | status code: 401 | no pg_hba.conf entry
      kerberos | gssapi | cannot generate sspi context | unable to sign in | session has expired
      invalid session id
    `,
  ),
  row(
    'permission',
    `
      permission denied | permission was denied | permission_denied | does not have permission
      not have the required permission | insufficient privilege | insufficient permission
      insufficient_access | insufficient authentication scopes | access denied | accessdenied
      not authorized to | unauthorized to access | is not authorized | access control error
      403 forbidden | status code 403 | status code: 403 | http 403 | does not have storage
      does not have bigquery | user does not have access | you do not have access | access is denied
      ora-01031
    `,
  ),
  row(
    'schema',
    `
      does not exist | doesn't exist | invalid column name | invalid object name | invalid identifier
      unknown column | unknown table | unrecognized name | ora-00904 | ora-00942
      table or view not found | table_or_view_not_found | unresolved_column | cannot be resolved
      cannot resolve | not found: table | not found: dataset | not found in the source
      column not found | missing column | column was not found | schema changed | schema has changed
      schema of the table | field is no longer | cannot find the field | could not find the sheet
      worksheet | was deleted | has been deleted | file not found | no such file
      cannot find the file | unable to open the file | network path was not found | cannot be found
      itemnotfound | item not found | not found or is moved | status code 404 | http 404
      type mismatch | datatype mismatch | data type | conversion failed | cannot be cast
      cannot convert | syntax error | sql compilation error | division by zero | no such column
    `,
  ),
  row('timeout', `time resource limit | exceeded the timeout | exceeded the time limit`),
  row(
    'resource',
    `
      out of memory | outofmemory | bad allocation | bad_alloc | java heap space | memory limit
      insufficient memory | not enough memory | cannot allocate memory | no space left | disk space
      disk full | disk is full | not enough space | unable to extend temp | ora-01652
      temp tablespace | resources exceeded | resource limit | resource monitor | no active warehouse
      quota | daily limit | limit exceeded | request_limit_exceeded | rate limit | ratelimit
      too many requests | status code 429 | http 429 | too many connections | too many clients
      connection slots are reserved | maximum number of connections | ora-00020 | deadlock
      exceeds the maximum | storage limit | over capacity
    `,
  ),
  row(
    'driver',
    `
      drivers required to connect | nodriver | no suitable driver | no default driver
      driver is not installed | driver not found | specified driver could not be loaded
      can't open lib | can't load library | cannot open shared object | driver version
      unable to load the connector | connector plugin | the connector could not be
    `,
  ),
  row(
    'connection',
    `
      connection timed out | connect timed out | connection timeout | login timeout expired
      timeout expired while connecting | tns:connect timeout | ora-12170
    `,
  ),
  row(
    'timeout',
    `
      timed out | time-out | statement timeout | warehouse timeout | query timeout | timeout expired
      deadline exceeded | deadline_exceeded | query exceeded | gateway timeout | status code 504
      http 504 | querylimit | query time limit | snapshot too old
    `,
  ),
  row(
    'connection',
    `
      connection refused | connection reset | connection was reset | connection aborted
      connection closed | connection is closed | connection failure | connection was forcibly
      connection lost | communication link | could not connect | cannot connect | failed to connect
      unable to connect | server closed the connection | server unexpectedly closed | broken pipe
      end-of-file on communication | ora-03113 | ora-12541 | ora-12514 | ora-12154 | ora-12505 | tns:
      unknown host | unknownhost | name or service not known | could not translate host
      could not resolve | no such host | getaddrinfo | no route to host | network is unreachable
      network-related | network error | socket | ssl | tls | certificate | handshake | proxy
      server is not available | service unavailable | temporarily unavailable | bad gateway
      status code 503 | http 503 | the database system is starting up | in recovery mode | io error
      i/o error | unreachable
    `,
  ),
  row(
    'cancelled',
    `
      cancelled by | canceled by | was cancelled | was canceled | user request | user's request
      operation cancelled | operation canceled | operation was aborted | query cancelled
      query canceled | job cancelled | job canceled | ora-01013
      terminating connection due to administrator
    `,
  ),
  row('bridge', `bridge`),
  row('permission', `privilege | forbidden | permission`),
  row('credentials', `password | credential | unauthorized | log in | sign in`),
  row('driver', `driver | odbc | jdbc`),
];

/** Phrases with a bar or a line's end between them. */
function row(is: CauseClass, phrases: string): Row {
  return { is, words: phrases.trim().split(/\s*[|\n]\s*/) };
}
