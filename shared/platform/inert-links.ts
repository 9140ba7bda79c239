/**
 * Text in which no mail or SMS client finds a link: `https://` goes, and the dots of host names and IP addresses become
 * `dot`. A title is written by whoever can raise an alert and stands in a message people trust, right before the
 * address they are asked to tap: that one must be the only one. Decimals (`5.3`) and versions stay.
 */
export function inertLinks(text: string, dot: '_' | '[.]'): string {
  return text
    .replace(/https?:\/\//gi, '')
    .replace(/:\/\/+/g, ' ')
    .replace(/(?<=[^\s.])[.。．｡](?=[\p{L}\p{N}])/gu, (point, at: number, whole: string) =>
      /\d/.test(whole.charAt(at - 1)) && /\d/.test(whole.charAt(at + 1)) ? point : dot,
    )
    .replace(/\d+(?:\.\d+){3,}/g, (address) => address.replaceAll('.', dot));
}
