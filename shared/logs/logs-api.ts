import * as z from 'zod';
import { contract, NONE, PROBLEM } from '../platform/api-parts.ts';
import { GroupKey, GroupMemory, GroupState } from './group-memory.ts';

const { plan, announced, was } = GroupMemory.shape;

/** A log group as the API shows it. */
export const ShownGroup = z.object({
  ...GroupKey.shape,
  state: GroupState.nullable().meta({ description: 'null where nothing is open about it any more' }),
  /** What is planned; money in millionths of a dollar a month. */
  plan,
  announced,
  was,
});
export type ShownGroup = z.infer<typeof ShownGroup>;

/** A page of log groups; `cursor` is where the next one begins. */
export const ShownGroups = z.object({ groups: z.array(ShownGroup), cursor: z.string().optional() });

/** How many groups are answered at once. */
const MOST_ANSWERED = 50;

const Answer = z.strictObject({ groups: z.array(GroupKey).min(1).max(MOST_ANSWERED) });

/** What became of each group that was answered. */
export const Answered = z.object({
  groups: z.array(
    z.object({
      ...GroupKey.shape,
      ok: z.boolean(),
      code: z.enum(['approved', 'vetoed', 'unknown-group', 'not-announced']),
    }),
  ),
});
export type Answered = z.infer<typeof Answered>;

/** `GET /v1/logs/groups` */
export const ListLogGroups = contract({
  route: 'GET /v1/logs/groups',
  summary:
    'Log groups about which something is open: announced, approved, vetoed, planned, contested, blocked',
  access: 'iam',
  params: NONE,
  query: z.strictObject({
    state: GroupState.default('announced'),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().max(4096).optional(),
  }),
  body: undefined,
  responses: {
    200: {
      description: 'A page of them, by account, region and name; `cursor` is where the next one begins',
      schema: ShownGroups,
    },
    400: PROBLEM,
  },
});

/** `POST /v1/logs/groups/approve` */
export const ApproveShortening = contract({
  route: 'POST /v1/logs/groups/approve',
  summary: 'Agree that announced log groups are shortened once their time has come; takes a veto back',
  access: 'iam',
  params: NONE,
  query: NONE,
  body: Answer,
  responses: { 200: { description: 'What became of each', schema: Answered }, 400: PROBLEM, 409: PROBLEM },
});

/** `POST /v1/logs/groups/veto` */
export const VetoShortening = contract({
  route: 'POST /v1/logs/groups/veto',
  summary: 'Have announced log groups keep what they have; takes an approval back',
  access: 'iam',
  params: NONE,
  query: NONE,
  body: Answer,
  responses: { 200: { description: 'What became of each', schema: Answered }, 400: PROBLEM, 409: PROBLEM },
});

/** What log retention answers to over HTTP. */
export const LOGS_API = [ListLogGroups, ApproveShortening, VetoShortening] as const;
