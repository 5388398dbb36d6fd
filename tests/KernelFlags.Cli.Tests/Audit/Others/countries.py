COUNTRIES = {
    'ar': 'Argentina', 'bt': 'Bhutan', 'de': 'Germany', 'gd': 'Grenada', 'gu': 'Guam', 'ht': 'Haiti',
    'io': 'British Indian Ocean Territory', 'me': 'Montenegro', 'mg': 'Madagascar', 'mm': 'Myanmar',
    'mr': 'Mauritania', 'ms': 'Montserrat', 'mt': 'Malta', 'mw': 'Malawi', 'nr': 'Nauru',
    'pf': 'French Polynesia', 'sd': 'Sudan', 'sh': 'Saint Helena', 'sl': 'Sierra Leone', 'sr': 'Suriname',
    'ss': 'South Sudan', 'um': 'Minor Outlying Islands', 'wf': 'Wallis and Futuna', 'ch': 'Switzerland',
}
