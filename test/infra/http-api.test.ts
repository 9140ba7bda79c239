import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { resources, synthesize } from './synthesized.ts';

describe('the HTTP API', () => {
  let template: Template;
  beforeAll(() => {
    ({ template } = synthesize());
  });

  test('has these routes and no other, signed but for those that cannot be', () => {
    const routes = resources(template, 'AWS::ApiGatewayV2::Route').map(
      ([, route]) => `${route['RouteKey']} ${route['AuthorizationType']}`,
    );
    expect(routes.sort()).toEqual([
      'DELETE /v1/privacy/subjects/{subject}/holds/{id} AWS_IAM',
      'DELETE /v1/schedules/{id}/overrides/{oid} AWS_IAM',
      'DELETE /v1/silences/{id} AWS_IAM',
      'GET /c/{token} NONE',
      'GET /f/{token} NONE',
      'GET /openapi.json NONE',
      'GET /p/{token} NONE',
      'GET /r/{token} NONE',
      'GET /v1/health NONE',
      'GET /v1/incidents AWS_IAM',
      'GET /v1/incidents/{id} AWS_IAM',
      'GET /v1/logs/groups AWS_IAM',
      'GET /v1/oncall AWS_IAM',
      'GET /v1/privacy/cases AWS_IAM',
      'GET /v1/privacy/cases/{id} AWS_IAM',
      'GET /v1/privacy/cases/{id}/certificate AWS_IAM',
      'GET /v1/schedules/{id}/overrides AWS_IAM',
      'GET /v1/schedules/{id}/shifts AWS_IAM',
      'GET /v1/silences AWS_IAM',
      'GET /v1/tags/plans/{digest} AWS_IAM',
      'GET /v1/tags/quarantine AWS_IAM',
      'GET /v1/tags/scores AWS_IAM',
      'POST /f/{token} NONE',
      'POST /p/{token} NONE',
      'POST /v1/alerts/{integrationKey} NONE',
      'POST /v1/incidents/{id}/ack AWS_IAM',
      'POST /v1/incidents/{id}/escalate AWS_IAM',
      'POST /v1/incidents/{id}/note AWS_IAM',
      'POST /v1/incidents/{id}/resolve AWS_IAM',
      'POST /v1/integrations/alertmanager/{integrationKey} NONE',
      'POST /v1/logs/groups/approve AWS_IAM',
      'POST /v1/logs/groups/veto AWS_IAM',
      'POST /v1/privacy/answers/{id}/{system} NONE',
      'POST /v1/privacy/cases/{id}/extension AWS_IAM',
      'POST /v1/privacy/cases/{id}/holds AWS_IAM',
      'POST /v1/privacy/cases/{id}/steps/{system}/confirm AWS_IAM',
      'POST /v1/privacy/cases/{id}/steps/{system}/reopen AWS_IAM',
      'POST /v1/privacy/cases/{id}/verification AWS_IAM',
      'POST /v1/privacy/cases/{id}/withdraw AWS_IAM',
      'POST /v1/privacy/requests AWS_IAM',
      'POST /v1/tags/plans/{digest}/approve AWS_IAM',
      'POST /v1/tags/quarantine/release AWS_IAM',
      'PUT /v1/privacy/subjects/{subject}/holds/{id} AWS_IAM',
      'PUT /v1/schedules/{id}/overrides/{oid} AWS_IAM',
      'PUT /v1/silences/{id} AWS_IAM',
    ]);
  });

  test('hands events over in the second format', () => {
    for (const [, integration] of resources(template, 'AWS::ApiGatewayV2::Integration')) {
      expect(integration).toMatchObject({ PayloadFormatVersion: '2.0', IntegrationType: 'AWS_PROXY' });
    }
  });

  test('lets in to each route what its function takes at once, and the stage waits for its routes', () => {
    const [[, stage] = ['', {}]] = Object.entries(template.findResources('AWS::ApiGatewayV2::Stage'));
    const functions = new Map(resources(template, 'AWS::Lambda::Function'));
    const integrations = new Map(resources(template, 'AWS::ApiGatewayV2::Integration'));
    const routes = resources(template, 'AWS::ApiGatewayV2::Route');
    const wanted = routes.map(([, { RouteKey, Target }]) => {
      const integration = integrations.get(Target['Fn::Join'][1][1].Ref);
      const concurrency = functions.get(integration?.['IntegrationUri']['Fn::GetAtt'][0])?.[
        'ReservedConcurrentExecutions'
      ];
      return [RouteKey, { ThrottlingBurstLimit: concurrency, ThrottlingRateLimit: 5 * concurrency }];
    });
    expect(stage['Properties'].RouteSettings).toEqual(Object.fromEntries(wanted));
    expect(stage['DependsOn']).toEqual(expect.arrayContaining(routes.map(([id]) => id)));
  });

  test.each([
    ['twice in five minutes', 0, 2, 5],
    ['five times in one', 4, 1, 1],
  ])('is reported when it fails %s, and not when it fails once', (_, above, wrong, of) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: '5xx',
      Period: 60,
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: above,
      DatapointsToAlarm: wrong,
      EvaluationPeriods: of,
    });
    const watched = resources(template, 'AWS::CloudWatch::Alarm').filter(
      ([, { MetricName }]) => MetricName === '5xx',
    );
    expect(watched).toHaveLength(2);
  });

  test('logs no path, which holds tokens and keys, and nothing of who called', () => {
    const [[, stage] = ['', {}]] = resources(template, 'AWS::ApiGatewayV2::Stage');
    const format: string = stage['AccessLogSettings'].Format;
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/\$context\.(path|identity|authorizer|customDomain)/);
  });
});
