import type { OpenPersonSeal } from '../shared/privacy/person-seal.ts';
import { personSealAt } from '../shared/privacy/person-seal-client.ts';

/** What applications import as `belltower/subject-keys`; `npm run build:subject-keys` makes a module of it. */
export const personSeal: OpenPersonSeal = personSealAt(Date.now);
