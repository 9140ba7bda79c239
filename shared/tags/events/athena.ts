import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon Athena. It answers nothing. */
export const athena: ServiceEvents = {
  sources: ['athena.amazonaws.com'],
  events: [
    creates('CreateWorkGroup', {
      type: 'athena:workgroup',
      id: ['name'],
      form: 'athena:{region}:{account}:workgroup/{id}',
    }),
    creates('CreateDataCatalog', {
      type: 'athena:datacatalog',
      id: ['name'],
      form: 'athena:{region}:{account}:datacatalog/{id}',
    }),
    creates('CreateCapacityReservation', {
      type: 'athena:capacity-reservation',
      id: ['name'],
      form: 'athena:{region}:{account}:capacity-reservation/{id}',
    }),
  ],
};
