import { textOf } from '../event-fields.ts';
import { birthTags, creates, type ServiceEvents, statedArn } from './create-call.ts';

/** AWS Certificate Manager. An import that names a certificate renews it. */
export const acm: ServiceEvents = {
  sources: ['acm.amazonaws.com'],
  events: [
    creates('RequestCertificate', { type: 'acm:certificate', arn: ['certificateArn'] }),
    {
      names: ['ImportCertificate'],
      created: (call) =>
        textOf(call.request, 'certificateArn') === undefined
          ? [{ type: 'acm:certificate', arn: statedArn(call, 'certificateArn'), tags: birthTags(call) }]
          : 'a certificate that is there, imported again',
    },
  ],
};

/** AWS Private CA. */
export const acmPca: ServiceEvents = {
  sources: ['acm-pca.amazonaws.com'],
  events: [
    creates('CreateCertificateAuthority', {
      type: 'acm-pca:certificate-authority',
      arn: ['certificateAuthorityArn'],
    }),
  ],
};
