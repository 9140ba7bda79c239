import * as z from 'zod';
import type { Template } from './deployed-template.ts';

/** Where the stack is. */
export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

const Call = z.union([
  z.strictObject({ Ref: z.string() }),
  z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
  z.strictObject({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }),
  z.strictObject({ 'Fn::Select': z.tuple([z.coerce.number(), z.unknown()]) }),
  z.strictObject({ 'Fn::Split': z.tuple([z.string(), z.unknown()]) }),
  z.strictObject({
    'Fn::Sub': z.union([z.string(), z.tuple([z.string(), z.record(z.string(), z.unknown())])]),
  }),
]);

/**
 * Puts into a template what CloudFormation would: `Ref`, `Fn::GetAtt` of an ARN, `Fn::Join`, `Fn::Select`,
 * `Fn::Split` and `Fn::Sub`, by the names that the deployed resources have, and what the parameters are. Any other function throws, so nothing is passed over.
 */
export class TemplateResolver {
  readonly template: Template;
  readonly place: Place;
  readonly #ids: ReadonlyMap<string, string>;

  constructor(template: Template, physicalIds: ReadonlyMap<string, string>, place: Place) {
    this.template = template;
    this.place = place;
    this.#ids = physicalIds;
  }

  /** The resources of a type, by logical id, each with its properties resolved. */
  all(type: string): [string, Record<string, unknown>][] {
    return Object.entries(this.template.Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties = {} }]) => [id, this.#fields(Properties)]);
  }

  /** The value with every intrinsic function in it resolved. */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    const [name = '', ...more] = Object.keys(value);
    if (more.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) return this.#fields(value);
    return this.#call(Call.parse(value));
  }

  /** What a resource is called in its service, or what a parameter is: what `Ref` gives. */
  ref(id: string): string {
    const pseudo = {
      'AWS::AccountId': this.place.account,
      'AWS::Region': this.place.region,
      'AWS::Partition': this.place.partition,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    if (id in pseudo) return pseudo[id as keyof typeof pseudo]; // checked before
    const physical = this.#ids.get(id);
    if (physical === undefined) throw new Error(`the stack has no resource ${id}`);
    return physical;
  }

  /** The ARN of a resource as its policies name it. */
  arn(id: string): string {
    const type = this.template.Resources[id]?.Type;
    const name = this.ref(id);
    if (name.startsWith('arn:')) return name;
    const { partition, account, region } = this.place;
    const local = (service: string, rest: string) =>
      ['arn', partition, service, region, account, rest].join(':');
    switch (type) {
      case 'AWS::DynamoDB::Table':
        return local('dynamodb', `table/${name}`);
      case 'AWS::Events::EventBus':
        return local('events', `event-bus/${name}`);
      case 'AWS::Events::Rule':
        return local('events', `rule/${this.#busOf(id)}${name}`);
      case 'AWS::IAM::Role':
        return `arn:${partition}:iam::${account}:role/${name}`;
      case 'AWS::KMS::Key':
        return local('kms', `key/${name}`);
      case 'AWS::Lambda::Function':
        return local('lambda', `function:${name}`);
      case 'AWS::Logs::LogGroup':
        return local('logs', `log-group:${name}:*`);
      case 'AWS::S3::Bucket':
        return `arn:${partition}:s3:::${name}`;
      case 'AWS::SQS::Queue':
        return local('sqs', name.slice(name.lastIndexOf('/') + 1));
      default:
        throw new Error(`the ARN of a ${type} is not known here`);
    }
  }

  #busOf(rule: string): string {
    const bus = this.template.Resources[rule]?.Properties?.['EventBusName'];
    return bus === undefined ? '' : `${String(this.resolve(bus))}/`;
  }

  #fields(value: object): Record<string, unknown> {
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, this.resolve(field)]));
  }

  #call(call: z.infer<typeof Call>): unknown {
    if ('Ref' in call) return this.ref(call.Ref);
    if ('Fn::GetAtt' in call) return this.#attribute(...call['Fn::GetAtt']);
    if ('Fn::Join' in call) {
      const [separator, parts] = call['Fn::Join'];
      return parts.map((part) => this.resolve(part)).join(separator);
    }
    if ('Fn::Select' in call) {
      const [place, from] = call['Fn::Select'];
      return z.array(z.unknown()).parse(this.resolve(from))[place];
    }
    if ('Fn::Split' in call) {
      const [separator, text] = call['Fn::Split'];
      return String(this.resolve(text)).split(separator);
    }
    const sub = call['Fn::Sub'];
    const [text, values] = typeof sub === 'string' ? [sub, {}] : sub;
    return text.replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
      if (name in values) return String(this.resolve(values[name]));
      const [id = '', attribute] = name.split('.');
      return attribute === undefined ? this.ref(id) : this.#attribute(id, attribute);
    });
  }

  /** Only ARNs are worked out; other attributes keep their name, and stand in no policy. */
  #attribute(id: string, attribute: string): string {
    return attribute === 'Arn' ? this.arn(id) : `<${id}.${attribute}>`;
  }
}
