"""What the Academic Gateway is: types, operations, rules and quirks. Pure: values in, values out."""
