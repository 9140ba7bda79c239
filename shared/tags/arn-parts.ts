/** What an ARN says of a resource. */
interface ArnParts {
  /** As the Tagging API writes it: `ec2:instance`. */
  readonly type: string;
  /** Undefined where the ARN has none, as those of buckets. */
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** Services whose ARNs end with the bare name of what they mostly are. */
const BARE: Readonly<Record<string, string>> = {
  codecommit: 'repository',
  codepipeline: 'pipeline',
  s3: 'bucket',
  sns: 'topic',
  sqs: 'queue',
};

/** Things within a thing, by the word in the middle of their ARN: `table/orders/backup/01`. */
const WITHIN: Readonly<Record<string, readonly string[]>> = {
  apigateway: ['stages'],
  dynamodb: ['backup'],
  kinesis: ['consumer'],
};

/** Takes an ARN apart. Undefined where the text is none. */
export function arnParts(arn: string): ArnParts | undefined {
  const [prefix, partition, service = '', region = '', account = '', ...rest] = arn.split(':');
  const name = rest.join(':');
  if (prefix !== 'arn' || partition === undefined || service === '' || name === '') return undefined;
  return {
    type: `${service}:${kindOf(service, name)}`,
    account: account === '' ? undefined : account,
    region: region === '' ? undefined : region,
  };
}

function kindOf(service: string, name: string): string {
  const words = name.split(/[/:]/).filter((word) => word !== '');
  const within = WITHIN[service]?.find((word) => words[2] === word);
  if (within !== undefined) return within;
  if (service === 'sns' && words.length > 1) return 'subscription';
  if (words.length === 1) return BARE[service] ?? words[0] ?? service;
  return words[0] ?? service;
}

/** An ARN as every source writes it: that of a log group also comes with `:*`, which means its streams. */
export function plainArn(arn: string): string {
  return arn.startsWith('arn:') && arn.includes(':logs:') ? arn.replace(/:\*$/, '') : arn;
}
