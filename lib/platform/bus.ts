import { CfnResource, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BUS_NAME, FORWARD_ROLE_PREFIX } from '../../shared/platform/member-access.ts';
import type { Access } from '../constructs/access.ts';
import { isLocal } from '../constructs/local.ts';

/** Where the domains of Belltower meet, and whoever else wants to raise alerts. */
export class Bus extends Construct {
  readonly bus: EventBus;

  /** @param accounts those of the organization, whose events may be put on it by the role that `BelltowerSpoke` makes there */
  constructor(scope: Construct, id: string, { accounts }: { readonly accounts: readonly string[] }) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: BUS_NAME,
      description: 'Where the domains of Belltower and whoever else may raise alerts',
    });
    if (accounts.length > 0 && !isLocal(this)) this.admit(accounts); // the emulator has no policies of buses
  }

  /** The bus's name and the permission to put events on it. */
  putEvents(): Access {
    return {
      value: this.bus.eventBusName,
      statements: [new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] })],
    };
  }

  /** By condition, not by principal: 200 accounts named as principals are most of what a policy holds. */
  private admit(accounts: readonly string[]): void {
    const forwarders = `arn:${Stack.of(this).partition}:iam::*:role/${FORWARD_ROLE_PREFIX}*`;
    const statement = new PolicyStatement({
      sid: 'AccountsOfTheOrganization',
      principals: [new AnyPrincipal()],
      actions: ['events:PutEvents'],
      resources: [this.bus.eventBusArn],
      conditions: {
        StringEquals: { 'aws:PrincipalAccount': [...accounts] },
        ArnLike: { 'aws:PrincipalArn': forwarders },
      },
    });
    // `CfnEventBusPolicy` warns of properties that are not used here, whenever a template is made.
    new CfnResource(this, 'Members', {
      type: 'AWS::Events::EventBusPolicy',
      properties: {
        EventBusName: this.bus.eventBusName,
        StatementId: 'AccountsOfTheOrganization',
        Statement: statement.toStatementJson(),
      },
    });
  }
}
