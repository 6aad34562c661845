import { ts } from 'ts-morph'
import { constantOf } from './assigned-values'
import { otherDialect } from './sql-libraries'

/** `knex({ client: 'mysql2' })`, `new DataSource({ type: 'sqlite' })`, `new Kysely({ dialect: new MysqlDialect(…) })`. */
export const speaksToOther = (checker: ts.TypeChecker, { arguments: given }: ts.CallExpression | ts.NewExpression): boolean =>
  (given ?? []).some((argument) => {
    if (ts.isStringLiteralLike(argument)) return otherDialect.test(argument.text) && argument.text.includes(':')
    const options = ts.isIdentifier(argument) ? constantOf(checker, argument) : argument
    if (!options || !ts.isObjectLiteralExpression(options)) return false
    return options.properties.some(
      (property) =>
        ts.isPropertyAssignment(property) &&
        ['client', 'type', 'dialect'].includes(property.name.getText()) &&
        otherDialect.test(dialectOf(property.initializer)),
    )
  })

const dialectOf = (value: ts.Expression): string =>
  ts.isStringLiteralLike(value) ? value.text : ts.isNewExpression(value) ? value.expression.getText() : ''
