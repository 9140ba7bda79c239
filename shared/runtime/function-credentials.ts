import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles: inside a function the credentials are always in the
 * environment, and the profile, SSO and metadata providers would be a quarter of the bundle.
 */
export const defaultProvider = () => fromEnv();
