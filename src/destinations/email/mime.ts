/** A mail as the bytes that are sent: the same Message-ID at every attempt, one thread for each group. */
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mail } from './write.ts';

export type Headers = {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly deliveryId: string;
  readonly threadKey: string;
  readonly date: Date;
};

export function mailBytes(mail: Mail, { from, to, deliveryId, threadKey, date }: Headers): Promise<Buffer> {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  // The first mail of a thread answers a mail that never was: programs thread by what they have in common.
  const thread = `<thread.${threadKey}@${domain}>`;
  const composer = new MailComposer({
    from,
    to: [...to],
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date,
    messageId: `<${deliveryId}@${domain}>`,
    ...(threadKey === deliveryId ? {} : { inReplyTo: thread, references: [thread] }),
    // https://www.rfc-editor.org/rfc/rfc3834: no automatic answers, and none from Exchange either.
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      ...(mail.urgent ? { Importance: 'high' } : {}),
    },
    baseBoundary: deliveryId,
    textEncoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Promise((resolve, reject) =>
    composer.compile().build((error, bytes) => (error ? reject(error) : resolve(bytes as Buffer))),
  );
}
