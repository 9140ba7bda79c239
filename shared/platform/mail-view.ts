/** A picture of a mail; the mail says the same in words. */
export interface MailChart {
  /** What the picture is called within the mail: letters, digits, dashes. */
  readonly id: string;
  readonly png: Uint8Array;
  /** What is to be seen on it, for those who do not see it. */
  readonly alt: string;
  readonly caption: string;
}

/** A column is set to the right where it holds amounts. */
export interface MailTable {
  readonly heading: string;
  readonly head?: readonly string[] | undefined;
  readonly rows: readonly (readonly string[])[];
  /** Which columns, from 0, hold amounts. */
  readonly amounts: readonly number[];
}

/** A part of a mail, from the top down. */
export type MailBlock =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  /** Up to four numbers that matter most, side by side. */
  | {
      readonly kind: 'figures';
      readonly figures: readonly { readonly value: string; readonly label: string }[];
    }
  | { readonly kind: 'chart'; readonly chart: MailChart }
  | { readonly kind: 'action'; readonly text: string; readonly url: string; readonly hint: string }
  | { readonly kind: 'table'; readonly table: MailTable };

/**
 * What a mail says. All of it is text: it is escaped where it becomes HTML. Names that come from outside must
 * have been made inert before.
 */
export interface MailView {
  readonly subject: string;
  /** What a list of mails shows beside the subject. */
  readonly preheader: string;
  readonly badge: { readonly text: string; readonly tone: 'alarm' | 'notice' | 'good' };
  readonly title: string;
  readonly blocks: readonly MailBlock[];
  readonly footer: readonly string[];
  /** What the mails of one matter have in common, by which mail programs put them together. */
  readonly thread?: string | undefined;
}
