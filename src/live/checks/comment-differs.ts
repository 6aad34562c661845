import { defineExtraCheck } from '../extra-differences'

const most = 80
const show = (text: string | undefined): string =>
  text === undefined ? 'is not there' : `reads "${text.length > most ? `${text.slice(0, most)}…` : text}"`

export const commentDiffers = defineExtraCheck({
  id: 'comment-differs',
  summary: 'A comment in the database is not the one of the template',
  severity: 'info',
  kind: 'comments',
  say: (object, tenants, here, template, reference) =>
    `the comment on ${object} ${show(here)} in ${tenants} and ${show(template)} in ${reference}`,
  help: 'Nothing depends on it; alembic check reports it where a model has `comment=`',
})
