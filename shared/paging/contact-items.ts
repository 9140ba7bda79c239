/** Where a person's contact lies in the contacts table. */
export function contactKey(person: string) {
  return { pk: `PERSON#${person}`, sk: 'CONTACT' };
}
