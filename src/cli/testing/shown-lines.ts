import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'

export interface ShownLine {
  readonly file: string
  readonly line: string
}

/** Every `agentkernel …` written in the sources of a room, each as often as it has forms. What is only known at run time is the word `web`. */
export function findShownLines(root: string): ShownLine[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|testing\//.test(file))
    .flatMap((file) => {
      const lines: ShownLine[] = []
      const visit = (node: ts.Node): void => {
        const forms = toForms(node)
        if (!forms) return ts.forEachChild(node, visit)
        for (const line of forms) if (/^agentkernel [a-z]/.test(line)) lines.push({ file, line })
      }
      visit(ts.createSourceFile(file, readFileSync(`${root}/${file}`, 'utf8'), ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS))
      return lines
    })
}

/** What a text of the sources may become; undefined for what is no text. */
function toForms(node: ts.Node): string[] | undefined {
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (!ts.isTemplateExpression(node)) return undefined
  return node.templateSpans.reduce((forms, { expression, literal }) => forms.flatMap((start) => toValues(expression).map((value) => start + value + literal.text)), [node.head.text])
}

function toValues(expression: ts.Expression): string[] {
  if (ts.isConditionalExpression(expression)) return [...toValues(expression.whenTrue), ...toValues(expression.whenFalse)]
  return toForms(expression) ?? ['web']
}
