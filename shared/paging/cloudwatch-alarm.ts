import * as z from 'zod';
import { AlertRaised } from './events.ts';

const Dimension = z.union([
  z.object({ name: z.string(), value: z.string() }),
  z
    .object({ Name: z.string(), Value: z.string() })
    .transform(({ Name, Value }) => ({ name: Name, value: Value })),
]);
const StateValue = z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']);

const SnsMetric = z.object({
  Namespace: z.string().nullish(),
  MetricName: z.string().nullish(),
  Dimensions: z.array(Dimension).nullish(),
});

/** The message an alarm's SNS action sends. Composite alarms have no trigger. */
const SnsAlarm = z.object({
  AlarmName: z.string().min(1),
  AlarmDescription: z.string().nullish(),
  AlarmArn: z.string().optional(),
  AWSAccountId: z.string().optional(),
  Region: z.string().optional(),
  NewStateValue: StateValue,
  NewStateReason: z.string().optional(),
  StateChangeTime: z.string(),
  Trigger: SnsMetric.extend({
    /** Of an alarm on an expression or an anomaly, which has no metric of its own. */
    Metrics: z
      .array(z.object({ MetricStat: z.object({ Metric: SnsMetric }).optional() }))
      .nullish()
      .catch(undefined),
  }).optional(),
});

/** The event CloudWatch puts on the account's default bus. */
const BusAlarm = z.object({
  account: z.string(),
  region: z.string(),
  resources: z.array(z.string()).default([]),
  detail: z.object({
    alarmName: z.string().min(1),
    state: z.object({ value: StateValue, reason: z.string().optional(), timestamp: z.string() }),
    configuration: z
      .object({
        description: z.string().nullish(),
        metrics: z
          .array(
            z.object({
              metricStat: z
                .object({
                  metric: z.object({
                    namespace: z.string().nullish(),
                    name: z.string().nullish(),
                    dimensions: z.record(z.string(), z.string()).nullish(),
                  }),
                })
                .optional(),
            }),
          )
          .nullish(),
      })
      .optional(),
  }),
});

/** An alarm's change of state, whichever way it came: the same change has the same key both ways. */
export type AlarmChange =
  | {
      readonly ok: true;
      readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
      readonly alert: AlertRaised;
      readonly changedAt: string;
    }
  | { readonly ok: false; readonly reason: string };

/** Reads the SNS form. `topicRegion` stands in where an old message names its region in words only. */
export function alarmFromSns(message: unknown, topicRegion: string): AlarmChange {
  const parsed = SnsAlarm.safeParse(message);
  if (!parsed.success) return { ok: false, reason: fault('CloudWatch alarm message', parsed.error) };
  const alarm = parsed.data;
  const region = alarm.AlarmArn?.split(':')[3] ?? topicRegion;
  const first = alarm.Trigger?.Metrics?.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat
    ?.Metric;
  const metric = alarm.Trigger?.MetricName == null ? (first ?? alarm.Trigger) : alarm.Trigger;
  const dimensions = Object.fromEntries((metric?.Dimensions ?? []).map(({ name, value }) => [name, value]));
  return change({
    name: alarm.AlarmName,
    description: alarm.AlarmDescription,
    account: alarm.AWSAccountId ?? alarm.AlarmArn?.split(':')[4] ?? '',
    region,
    state: alarm.NewStateValue,
    reason: alarm.NewStateReason,
    changedAt: alarm.StateChangeTime,
    namespace: metric?.Namespace,
    metric: metric?.MetricName,
    dimensions,
  });
}

/** Reads the EventBridge form. */
export function alarmFromBus(event: unknown): AlarmChange {
  const parsed = BusAlarm.safeParse(event);
  if (!parsed.success) return { ok: false, reason: fault('CloudWatch alarm event', parsed.error) };
  const { account, region, detail } = parsed.data;
  const metric = detail.configuration?.metrics?.find(({ metricStat }) => metricStat !== undefined)?.metricStat
    ?.metric;
  return change({
    name: detail.alarmName,
    description: detail.configuration?.description,
    account,
    region,
    state: detail.state.value,
    reason: detail.state.reason,
    changedAt: detail.state.timestamp,
    namespace: metric?.namespace,
    metric: metric?.name,
    dimensions: metric?.dimensions ?? {},
  });
}

interface Alarm {
  readonly name: string;
  readonly description: string | null | undefined;
  readonly account: string;
  readonly region: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  readonly reason: string | undefined;
  readonly changedAt: string;
  readonly namespace: string | null | undefined;
  readonly metric: string | null | undefined;
  readonly dimensions: Readonly<Record<string, string>>;
}

function change(alarm: Alarm): AlarmChange {
  const { title, settings } = describe(alarm.description ?? '');
  const facts = {
    ...alarm.dimensions,
    alarmName: alarm.name,
    region: alarm.region,
    namespace: alarm.namespace,
    metric: alarm.metric,
    reason: alarm.reason,
  };
  const labels = Object.entries(facts).flatMap(([key, value]) =>
    value == null || value === '' ? [] : [[key, value.slice(0, 1024).toWellFormed()]],
  );
  const parsed = AlertRaised.safeParse({
    title: (title || alarm.name).slice(0, 65_536),
    source: 'cloudwatch',
    service: settings['service'],
    severity: settings['severity'],
    tier: settings['tier'],
    runbookUrl: settings['runbook'],
    state: alarm.state === 'ALARM' ? 'firing' : 'resolved',
    dedupKey: `cloudwatch:${alarm.account}:${alarm.region}:${alarm.name}`,
    account: alarm.account === '' ? undefined : alarm.account,
    labels: Object.fromEntries(labels),
  });
  if (!parsed.success) return { ok: false, reason: fault('alarm description', parsed.error) };
  return { ok: true, state: alarm.state, alert: parsed.data, changedAt: alarm.changedAt };
}

/**
 * A description's first line is what people read; `severity=SEV2 service=… tier=… runbook=https://…` anywhere in it say
 * what CloudWatch has no field for. Settings with an unknown value are part of the text, so a typo cannot lose an alarm.
 */
function describe(description: string): { title: string; settings: Readonly<Record<string, string>> } {
  const settings: Record<string, string> = {};
  const text = description.replace(
    /(^|\s)(severity|service|tier|runbook)=(\S+)/g,
    (whole, space: string, key: string, value: string) => {
      const fits = {
        severity: /^SEV[1-4]$/,
        tier: /^(page|ticket|log)$/,
        service: /^.{1,128}$/,
        runbook: /^https?:\/\/\S+$/,
      }[key]?.test(value);
      if (fits !== true || (key === 'runbook' && !URL.canParse(value))) return whole;
      settings[key] = value;
      return space;
    },
  );
  return { title: text.trim().split('\n')[0]?.trim() ?? '', settings };
}

function fault(what: string, error: z.ZodError): string {
  const issue = error.issues[0];
  return `${what}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`;
}
