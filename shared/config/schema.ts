import * as z from 'zod';
import type { ConfigIssue, Loose } from '../kernel/config-check.ts';
import { checkPaging } from '../paging/check-config.ts';
import { PagingSection } from '../paging/config.ts';
import { checkOrganization } from '../platform/check-organization.ts';
import { Organization } from '../platform/schema.ts';

/** All of an organization's configuration. A domain whose section is absent is off. */
export const Config = z.strictObject({ organization: Organization, paging: PagingSection.optional() });
export type Config = z.infer<typeof Config>;

interface Section {
  readonly key: keyof Config;
  readonly file: string;
  /** Which of its faults the schema cannot see; undefined parts could not be read, see `Loose`. */
  readonly check: (config: Loose<Config>) => ConfigIssue[];
}

/** Which file holds which section; the schema of a section, and whether it is required, is in `Config`. */
export const SECTIONS: readonly Section[] = [
  {
    key: 'organization',
    file: 'organization.yaml',
    check: ({ organization }) => (organization === undefined ? [] : checkOrganization(organization)),
  },
  {
    key: 'paging',
    file: 'paging.yaml',
    check: ({ organization, paging }) => (paging === undefined ? [] : checkPaging(organization, paging)),
  },
];

/** Files of domains that are specified and not built yet. */
export const FUTURE_FILES: readonly string[] = ['cost.yaml', 'tags.yaml', 'logs.yaml', 'privacy.yaml'];

/** Files that may lie in the folder and are not configuration. */
export const OTHER_FILES: readonly string[] = ['contacts.yaml'];
