import * as z from 'zod';
import { Duration } from '../shared/kernel/duration.ts';
import { Slug } from '../shared/kernel/ids.ts';

/** People whose data is put into the systems of config/local/privacy.yaml. */
const FillSystems = z.strictObject({ fillSystems: z.strictObject({ people: z.array(Slug).min(1) }) });
/** The order in which those systems are erased: groups that may run together. */
const ExpectPlan = z.strictObject({
  expectPlan: z.strictObject({ groups: z.array(z.array(z.string().min(1)).min(1)).min(1) }),
});
/** A person asks to be erased, by an e-mail address. */
const RequestErasure = z.strictObject({ requestErasure: z.strictObject({ person: Slug, as: z.email() }) });
const ExpectCase = z.strictObject({
  expectCase: z.strictObject({
    person: Slug,
    state: z.string(),
    outcome: z.string().optional(),
    within: Duration,
  }),
});
/** Nothing names the person, their line of the log cannot be read, and the others have all they had. */
const ExpectErased = z.strictObject({
  expectErased: z.strictObject({ person: Slug, others: z.array(Slug) }),
});
/** The certificate is valid offline, and with one word changed it is not. */
const ExpectCertificate = z.strictObject({ expectCertificate: z.strictObject({ person: Slug }) });

/** Steps about erasing people. */
export const PRIVACY_STEPS = [
  FillSystems,
  ExpectPlan,
  RequestErasure,
  ExpectCase,
  ExpectErased,
  ExpectCertificate,
] as const;
