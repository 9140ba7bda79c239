import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Access } from '../constructs/access.ts';

/** Where the domains of Belltower meet, and whoever else wants to raise alerts. */
export class Bus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: 'Belltower',
      description: 'Where the domains of Belltower and whoever else may raise alerts',
    });
  }

  /** The bus's name and the permission to put events on it. */
  putEvents(): Access {
    return {
      value: this.bus.eventBusName,
      statements: [new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] })],
    };
  }
}
