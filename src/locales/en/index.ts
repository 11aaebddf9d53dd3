import core from './core.json'
import errors from './errors.json'
import problems from './problems.json'
import project from './project.json'

/** One file per namespace; the first part of a Text's key names it. */
export const english = { core, errors, problems, project }
