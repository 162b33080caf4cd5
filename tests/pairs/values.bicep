@allowed(['dev', 'prod'])
param stage string = 'dev'
param extra object = { b: 3 }
param maybe object?

var base = { a: 1, b: 2 }
var merged = { ...base, ...extra, c: 'x' }
var list = [0, ...range(1, 2), 9]
var doubled = [for (n, i) in list: n * 2 + i]
var even = filter(list, n => n % 2 == 0)
var text = 'it\'s ${stage} at ${10}%'
var lines = '''one
two'''

func greet(who string, mark string?) string => '${who}${mark ?? '!'}'

output merged object = merged
output list array = doubled
output even array = even
output text string = text
output lines string = lines
output greet string = greet(stage, null)
output last int = list[^1]
output gone bool = maybe.?flag ?? false
output same bool = stage =~ 'DEV' && !(stage !~ 'dev')
output size int = stage == 'prod' ? 3 : -1
output name string = nameof(base.a)
output keyed object = { '${stage}-key': 1 }
output shouting array = map(list, (n, i) => '${n}-${i}')
