"""Rules as pure functions: conditions, checks of answers, calculated values. Read, written, checked and worked out.

`parsing` reads a rule as a tree (`tree`), `writing` writes it, `evaluating` works it out for somebody's answers,
`checking` tells its author what is wrong with it. The page's twin is `static/js/logic.js`.
"""
