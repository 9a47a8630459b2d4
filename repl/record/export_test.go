package record

// MaxTouched is how many sessions a recording begins with at most.
const MaxTouched = maxTouched
