import { posix } from 'node:path';
import type { Source } from './source.ts';

/** Files of the house that belong together, and what they may import: packages by name, our own files by path. */
interface Room {
  readonly files: RegExp;
  readonly may: readonly RegExp[];
}

const ZOD = /^zod$/;
const SDK = /^@aws-sdk\//;
const KERNEL = /^shared\/kernel\//;
const RUNTIME = /^shared\/runtime\//;
const DOMAINS = 'paging|cost|tags|logs|privacy';

/** DESIGN.md, section 2. Every room a file is in adds to what it may import. */
const ROOMS: readonly Room[] = [
  { files: /^shared\/kernel\//, may: [KERNEL, ZOD, /^temporal-polyfill\/fns\//] },
  {
    files: /^shared\/runtime\//,
    may: [
      KERNEL,
      RUNTIME,
      ZOD,
      SDK,
      /^@smithy\/(core\/(retry|serde)|signature-v4|types)$/,
      /^@aws-lambda-powertools\//,
      /^@middy\//,
      /^aws-lambda$/,
      /^node:/,
    ],
  },
  // The platform is ground for the domains; each of those knows of another only what it says on the bus.
  { files: /^shared\/platform\//, may: [KERNEL, ZOD, /^shared\/platform\//] },
  {
    files: new RegExp(`^shared/(${DOMAINS})/`),
    may: [KERNEL, ZOD, /^shared\/platform\//, new RegExp(`^shared/(${DOMAINS})/events\\.ts$`)],
  },
  ...DOMAINS.split('|').map((domain) => ({
    files: new RegExp(`^shared/${domain}/`),
    may: [new RegExp(`^shared/${domain}/`)],
  })),
  // The edges of a domain: stores and clients, the items they write, and what answers requests.
  {
    files: /^shared\/\w+\/(connectors\/|ways\/)?([\w-]+-)?(store|client)\.ts$/,
    may: [SDK, RUNTIME, /^node:crypto$/],
  },
  // What connectors meet is told by the same table as what functions meet.
  { files: /^shared\/privacy\/connectors\/failure-of\.ts$/, may: [/^shared\/runtime\/error-table\.ts$/] },
  { files: /^shared\/\w+\/[\w-]+-items\.ts$/, may: [/^shared\/runtime\/dynamo\.ts$/, /^node:crypto$/] },
  {
    files: /^shared\/\w+\/(serve-[\w-]+|show-page|show-finding|receive-webhook|describe-api)\.ts$/,
    may: [/^shared\/runtime\/(api-handler|error-table)\.ts$/],
  },
  { files: /^shared\/platform\/public-exchange-client\.ts$/, may: [/^node:(https?|dns\/promises)$/] },
  { files: /^shared\/paging\/intake-alert\.ts$/, may: [/^node:crypto$/] }, // an incident's id holds 32 bits of chance
  // It tells a table that does not answer from a fault of one alert.
  { files: /^shared\/paging\/admit-rush\.ts$/, may: [/^shared\/runtime\/error-table\.ts$/] },
  { files: /^shared\/paging\/page-style\.ts$/, may: [/^node:crypto$/] }, // the style's hash, for the content security policy
  { files: /^shared\/platform\/public-address\.ts$/, may: [/^ipaddr\.js$/] },
  { files: /^shared\/paging\/calendar\.ts$/, may: [/^ical-generator$/] },
  { files: /^shared\/cost\/([\w-]+-)?chart\.ts$/, may: [/^echarts\/(core|charts|components|renderers)$/] },
  { files: /^shared\/platform\/render-mail\.ts$/, may: [/^mustache$/] },
  { files: /^shared\/cost\/finding-id\.ts$/, may: [/^node:crypto$/] }, // an id that is the same whoever makes it
  { files: /^shared\/platform\/png\.ts$/, may: [/^@resvg\/resvg-wasm$/] },
  { files: /^shared\/privacy\/erasure-order\.ts$/, may: [/^@dagrejs\/graphlib$/] },
  { files: /^shared\/privacy\/canonical-json\.ts$/, may: [/^canonicalize$/] },
  // Hashes and signatures that are checked without a network, and the bytes that applications seal.
  {
    files: /^shared\/privacy\/(digest|verify-certificate|verify-audit|sealed|join-erasure)\.ts$/,
    may: [/^node:crypto$/],
  },
  { files: /^shared\/platform\/openapi\.ts$/, may: [/^zod-openapi$/] },
  // Reads configuration for the app and the command line; no function has it.
  {
    files: /^shared\/config\//,
    may: [
      KERNEL,
      ZOD,
      /^shared\/config\//,
      /^shared\/\w+\/(schema|config|check-[\w-]+)\.ts$/,
      /^yaml$/,
      /^node:/,
    ],
  },
  { files: /^lambdas\//, may: [/^shared\/(?!config\/)/, /^node:crypto$/] },
  {
    files: /^lib\//,
    // And the names that code and infrastructure share: of metrics, of errors, and of the role in other accounts.
    may: [
      /^lib\//,
      /^shared\/\w+\/([\w-]+-)?(env|events|config|schema)\.ts$/,
      /^shared\/kernel\/(telemetry|errors)\.ts$/,
      /^shared\/platform\/member-access\.ts$/,
      /^shared\/tags\/ways\/(table|way)\.ts$/, // what each way of quarantine needs of IAM
      ZOD,
      /^node:/,
      /^aws-cdk-lib(\/|$)/,
      /^constructs$/,
      /^cdk-nag$/,
    ],
  },
];

/** Where anything may be imported. */
const FREE = /^(bin|local|test|bench)\//;
const TIMELESS = new RegExp(`^shared/(kernel|platform|config|${DOMAINS})/`);
const MOST_LINES = 250;
const MOST_HANDLER_LINES = 40;

/** Every breach of the rules of the house, as `file:line what is wrong`. */
export function breaches(source: Source): string[] {
  const { path, imports, uses, lines } = source;
  const at = (line: number, wrong: string) => `${path}:${line} ${wrong}`;
  const rooms = ROOMS.filter(({ files }) => files.test(path));
  const found: string[] = [];
  if (rooms.length === 0 && !FREE.test(path))
    found.push(at(1, 'is in no part of the house that the rules know'));
  for (const { from, line, handsOn } of imports) {
    const target = from.startsWith('.') ? posix.join(posix.dirname(path), from) : from;
    if (rooms.length > 0 && !rooms.some(({ may }) => may.some((pattern) => pattern.test(target))))
      found.push(at(line, `may not import ${target}`));
    if (handsOn && !path.startsWith('test/'))
      found.push(at(line, `hands on what is in ${target}: import it where it is used`));
  }
  if (TIMELESS.test(path))
    found.push(...uses.map(({ what, line }) => at(line, `uses ${what}: it is passed in`)));
  if (/(^|\/)index\.ts$/.test(path)) found.push(at(1, 'is a barrel by name'));
  const most = path.startsWith('lambdas/') ? MOST_HANDLER_LINES : MOST_LINES;
  if (lines > most && !path.startsWith('test/'))
    found.push(at(most + 1, `goes on to line ${lines}; at most ${most}`));
  return found;
}
