import { defineExtraCheck } from '../extra-differences'

export const grantsDiffer = defineExtraCheck({
  id: 'grants-differ',
  summary: 'Roles may do something else than in the template',
  severity: 'warning',
  kind: 'grants',
  say: (object, tenants, here, template, reference) =>
    `privileges on ${object} are ${here ?? 'none'} in ${tenants} and ${template ?? 'none'} in ${reference}, so the same code is allowed here and refused there`,
  help: 'Write the GRANTs into the revision that makes the object, or into ALTER DEFAULT PRIVILEGES of the role that makes tenants',
})
