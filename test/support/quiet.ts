/** Imported first by tests of handlers whose log is of no interest: Powertools reads these when it is loaded. */
process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
process.env['AWS_REGION'] = 'eu-west-1';
process.env['AWS_ACCESS_KEY_ID'] = 'none';
process.env['AWS_SECRET_ACCESS_KEY'] = 'none';
