import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon Managed Workflows for Apache Airflow. */
export const airflow: ServiceEvents = {
  sources: ['airflow.amazonaws.com'],
  events: [
    creates('CreateEnvironment', {
      type: 'airflow:environment',
      arn: ['arn'],
      id: ['name'],
      form: 'airflow:{region}:{account}:environment/{id}',
    }),
  ],
};
