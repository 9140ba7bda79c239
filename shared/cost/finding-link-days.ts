/** How many days a link to a finding works. */
export const FINDING_LINK_DAYS = 14;
