/** A picture that the HTML of a mail shows as `cid:<id>`. */
export interface EmailPicture {
  readonly id: string;
  readonly bytes: Uint8Array;
  /** `image/png`. */
  readonly type: string;
  /** What is to be seen on it. */
  readonly about: string;
}

/** An e-mail to one reader, in HTML and in plain text that says the same. */
export interface Email {
  /** At most 200 characters, one line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly pictures?: readonly EmailPicture[];
  /** What the mails of one matter have in common: letters, digits, dashes. Mail programs show those together. */
  readonly thread?: string;
}
