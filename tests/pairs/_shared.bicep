@export()
var sizes = { small: 1, large: 4 }

var hidden = 'x'

@export()
func label(name string) string => '${hidden}-${name}'

@export()
@secure()
type secret = string

@export()
type level = 'Basic' | 'Premium'
