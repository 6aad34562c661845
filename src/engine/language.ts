export { extensionsOf, languageOf } from '../contract/language'
