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
        otherDialect.test(dialectOf(checker, property.initializer)),
    )
  })

/** `MysqlDialect`, also as `kysely.MysqlDialect` or under another name. */
function dialectOf(checker: ts.TypeChecker, value: ts.Expression): string {
  if (ts.isStringLiteralLike(value)) return value.text
  if (!ts.isNewExpression(value)) return ''
  const name = ts.isPropertyAccessExpression(value.expression) ? value.expression.name : value.expression
  const imported = checker.getSymbolAtLocation(name)?.declarations?.find(ts.isImportSpecifier)
  return (imported?.propertyName ?? name).getText()
}
