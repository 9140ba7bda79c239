/**
 * JSON without spaces in which every character beyond ASCII is written as its code: policies of AWS may hold no others in
 * all places, and have as many characters as bytes then.
 */
export function asciiJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
