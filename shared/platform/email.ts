/** An e-mail to one reader, in HTML and in plain text that says the same. */
export interface Email {
  /** At most 200 characters, one line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
