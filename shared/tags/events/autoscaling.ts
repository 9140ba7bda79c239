import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon EC2 Auto Scaling. It answers nothing; a group is known by its name, whatever the id within its ARN. */
export const autoscaling: ServiceEvents = {
  sources: ['autoscaling.amazonaws.com'],
  events: [
    creates('CreateAutoScalingGroup', {
      type: 'autoscaling:autoScalingGroup',
      id: ['autoScalingGroupName'],
      form: 'autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/{id}',
    }),
    creates('CreateLaunchConfiguration', {
      type: 'autoscaling:launchConfiguration',
      id: ['launchConfigurationName'],
      form: 'autoscaling:{region}:{account}:launchConfiguration:*:launchConfigurationName/{id}',
    }),
  ],
};
